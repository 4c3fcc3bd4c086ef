"""Which place speaks: whom 我市, 省财政厅 and 两地 stand for, made once and handed on."""
